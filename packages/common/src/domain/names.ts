/** Alphabets of the names that servers and agents share, as parts of regular expressions. */
export const HOST_NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,126}';
export const PHYSICAL_NETWORK_NAME = '[A-Za-z0-9_.-]{1,64}';
