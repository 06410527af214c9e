import type { Texts } from '../texts.ts';

export const signIn: Texts['signIn'] = {
  title: '登录',
  subtitle: '负载均衡即服务',
  noauth: '此服务器不需要密码：请选择要查看的项目。',
  token: '请粘贴此服务器的令牌。',
  keystone: '使用您的 OpenStack 账号登录。',
  project: '项目',
  projectHint: '此处项目名称即其 ID。您创建的对象归属该项目。',
  asAdmin: '以管理员身份登录',
  asAdminHint: '管理员还可以查看代理、配额和所有项目。',
  tokenLabel: '令牌',
  user: '用户名',
  password: '密码',
  userDomain: '用户所属域',
  projectDomain: '项目所属域',
  submit: '登录',
  refused: '登录失败',
};
