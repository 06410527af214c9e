import type { Texts } from '../texts.ts';

export const search: Texts['search'] = {
  loadbalancer: '负载均衡器',
  pool: '资源池',
  vip: '虚拟 IP',
  member: '成员',
  health_monitor: '健康监控',
  network: '网络',
  subnet: '子网',
  port: '端口',
  router: '路由器',
  floatingip: '浮动 IP',
  agent: '代理',
};
