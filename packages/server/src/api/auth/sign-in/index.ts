export { KeystoneSignIn } from './keystone-sign-in.ts';
export { NoSignIn } from './no-sign-in.ts';
export { ANY_FLAG, ANY_TEXT, readFields } from './read-fields.ts';
export type { SignIn } from './sign-in.ts';
export { TokenSignIn } from './token-sign-in.ts';
