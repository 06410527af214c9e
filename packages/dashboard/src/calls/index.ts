export { type Caller, curlOf } from './curl.ts';
export { neutronOf } from './neutron.ts';
export { type Answers, type Body, type Ref, type Step, type Value, idOf, refsOf, resolve } from './step.ts';
