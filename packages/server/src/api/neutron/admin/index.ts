export { adminPart } from './admin-part.ts';
