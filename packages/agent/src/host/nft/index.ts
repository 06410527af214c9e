export { type NftListing, type NftObject, fingerprintOf, parseListing } from './fingerprint.ts';
export { type NftAnswer, NftSession } from './nft-session.ts';
