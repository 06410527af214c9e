export { type NftListing, type NftObject, fingerprintOf, parseListing } from './fingerprint.ts';
