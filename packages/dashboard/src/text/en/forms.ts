import { plural } from '../plural.ts';

/** What is the same in all forms. */
export const forms = {
  required: 'This is needed.',
  range: (min: number, max: number) => `A whole number from ${min} to ${max}.`,
  length: (max: number) => `At most ${plural(max, '# character', '# characters')}.`,
  address: 'An IPv4 or IPv6 address, such as 10.0.0.11.',
  notInSubnet: (cidr: string) => `This address is not in the subnet ${cidr}.`,
  noHost: 'No other host can have this address, so no member can.',
  urlPath: 'A path that begins with /, at most 255 characters, without spaces.',
  method: 'An HTTP method in capitals, such as GET or HEAD; CONNECT cannot be used for a check.',
  codes: 'One code (200), several (200,204) or a range (200-299).',
  cookieName: 'Letters, digits and . _ ~ - only, at most 255 characters.',
  delay: 'A check may take no longer than the pause between two checks.',
  cookiesNeedHttp: 'Cookies need protocol HTTP; with others only the source address can be used.',
  memberLine: (line: number, text: string) =>
    `Line ${line} is no member: “${text}”. Write address, port and weight, such as 10.0.0.11:8080 1.`,
  twice: (text: string) => `${text} is there twice.`,
  refused: 'The API refused this',
  asCommands: 'The same as commands',
  commandsFor: 'Commands',
  undo: 'Undo',
  undone: 'Taken back',
  andMore: (n: number) => plural(n, 'and # more', 'and # more'),
  choose: 'Choose',
};
