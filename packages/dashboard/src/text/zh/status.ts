import type { Texts } from '../texts.ts';

export const status: Texts['status'] = {
  ACTIVE: '运行中',
  INACTIVE: '未激活',
  DOWN: '停止',
  ERROR: '错误',
  PENDING_CREATE: '正在创建',
  PENDING_UPDATE: '正在更新',
  PENDING_DELETE: '正在删除',
  degraded: '降级',
  disabled: '已停用',
  why: (name) => `${name} 处于此状态的原因`,
};
