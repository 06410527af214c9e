import type { Texts } from '../texts.ts';

export const loadBalancers: Texts['loadBalancers'] = {
  title: '负载均衡器',
  one: '负载均衡器',
  create: '创建负载均衡器',
  name: '名称',
  listener: '监听地址',
  floatingIp: '浮动 IP',
  pool: '资源池',
  members: '可用成员',
  membersUp: (up, total) => `${up} / ${total}`,
  noMembers: '没有成员',
  noVip: '没有虚拟 IP',
  status: '状态',
  traffic: '请求',
  connections: '连接',
  perSecond: (n) => `${n}/秒`,
  trafficOf: (name) => `${name} 最近十分钟的流量`,
  problems: '有问题的',
  shown: '显示范围',
  all: '全部',
  searchLabel: '按名称、ID 或地址筛选',
  emptyTitle: '还没有负载均衡器',
  emptyBody:
    '负载均衡器在一个地址（虚拟 IP）上接收连接，并转发给资源池中的成员。健康监控会摘除没有响应的成员。',
  sortProblems: '问题优先',
  count: (n) => `${n} 个负载均衡器`,
};
