import type { Texts } from '../texts.ts';

export const forms: Texts['forms'] = {
  required: '此项必填。',
  range: (min, max) => `请输入 ${min} 到 ${max} 之间的整数。`,
  length: (max) => `最多 ${max} 个字符。`,
  address: '请输入 IPv4 或 IPv6 地址，例如 10.0.0.11。',
  notInSubnet: (cidr) => `此地址不在子网 ${cidr} 中。`,
  noHost: '其他主机不可能使用此地址，因此不能作为成员。',
  urlPath: '以 / 开头的路径，最多 255 个字符，不含空格。',
  method: '大写的 HTTP 方法，例如 GET 或 HEAD；CONNECT 不能用于检查。',
  codes: '一个状态码（200）、多个（200,204）或一个范围（200-299）。',
  cookieName: '只能使用字母、数字和 . _ ~ -，最多 255 个字符。',
  delay: '一次检查的时间不能超过两次检查的间隔。',
  cookiesNeedHttp: 'Cookie 需要 HTTP 协议；其他协议只能使用源地址。',
  memberLine: (line, text) =>
    `第 ${line} 行不是成员：“${text}”。请写地址、端口和权重，例如 10.0.0.11:8080 1。`,
  twice: (text) => `${text} 重复出现。`,
  refused: 'API 拒绝了此操作',
  asCommands: '对应的命令',
  commandsFor: '命令',
  undo: '撤销',
  undone: '已撤销',
  andMore: (n) => `另有 ${n} 项`,
  choose: '请选择',
};
