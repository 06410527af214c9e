/** In which direction a cable carries nothing: the host speaks and is not heard, or it hears nothing. */
export type Deafness = 'mute' | 'deaf';

const tableOf = (interfaceName: string): string =>
  `netdev one_way_${interfaceName.replaceAll(/[^a-z0-9]/g, '_')}`;

/** Lines for `nft -f`: nothing leaves through the interface, whose link stays up. */
export const closeScript = (interfaceName: string): string =>
  [
    `add table ${tableOf(interfaceName)}`,
    `add chain ${tableOf(interfaceName)} out { type filter hook egress device "${interfaceName}" priority 0 ; policy drop ; }`,
    '',
  ].join('\n');

/** Whether it was closed or not. */
export const openScript = (interfaceName: string): string =>
  `add table ${tableOf(interfaceName)}\ndelete table ${tableOf(interfaceName)}\n`;
