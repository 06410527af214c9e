/** For dpkg `0.2.0-dev` would be the revision `dev` of 0.2.0, and newer; `~` sorts before everything. Pure. */
export const debianVersion = (version: string): string => version.replaceAll('-', '~');
