/** Why the API would refuse a value. The words are in the texts. */
export type Problem =
  | { readonly kind: 'required' }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'length'; readonly max: number }
  | { readonly kind: 'address' }
  | { readonly kind: 'notInSubnet'; readonly cidr: string }
  | { readonly kind: 'noHost' }
  | { readonly kind: 'urlPath' }
  | { readonly kind: 'method' }
  | { readonly kind: 'codes' }
  | { readonly kind: 'cookieName' }
  | { readonly kind: 'delay' }
  | { readonly kind: 'cookiesNeedHttp' }
  | { readonly kind: 'memberLine'; readonly line: number; readonly text: string }
  | { readonly kind: 'twice'; readonly text: string };

export type Check = (text: string) => Problem | undefined;
