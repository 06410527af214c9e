export { overviewPart } from './overview-part.ts';
