export { type NftListing, type NftObject, fingerprintOf, parseListing } from './fingerprint.ts';
export { NftTable, firstLines } from './nft-table.ts';
export { type NftAnswer, NftSession } from './nft-session.ts';
