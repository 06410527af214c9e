import type { Problem } from '../rules/index.ts';
import type { Texts } from '../text/index.ts';

export function wordsOf(problem: Problem, text: Texts['forms']): string {
  switch (problem.kind) {
    case 'range':
      return text.range(problem.min, problem.max);
    case 'length':
      return text.length(problem.max);
    case 'notInSubnet':
      return text.notInSubnet(problem.cidr);
    case 'memberLine':
      return text.memberLine(problem.line, problem.text);
    case 'twice':
      return text.twice(problem.text);
    case 'required':
    case 'address':
    case 'noHost':
    case 'urlPath':
    case 'method':
    case 'codes':
    case 'cookieName':
    case 'delay':
    case 'cookiesNeedHttp':
      return text[problem.kind];
  }
}
