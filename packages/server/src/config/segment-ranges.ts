import { PHYSICAL_NETWORK_NAME, SEGMENTATION_IDS } from '@lbaas/common/domain';
import { ConfigError } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import {
  DEFAULT_VXLAN_RANGES,
  type SegmentRange,
  type SegmentRanges,
} from '../usecases/network/segment-ranges.ts';

const VXLAN = '^(\\d{1,8}):(\\d{1,8})$';
const VLAN = `^(${PHYSICAL_NETWORK_NAME}):(\\d{1,4}):(\\d{1,4})$`;

export const SEGMENT_SETTINGS = {
  vxlan_ranges: Type.Array(Type.String({ pattern: VXLAN }), {
    default: DEFAULT_VXLAN_RANGES,
    description: 'MIN:MAX: VNIs that vxlan networks get which ask for none',
  }),
  vlan_ranges: Type.Array(Type.String({ pattern: VLAN }), {
    default: [],
    description: 'NAME:MIN:MAX: VLAN ids on a physical network that vlan networks get which ask for none',
  }),
  tunnel_ip_version: Type.Enum(['4', '6'], {
    default: '4',
    description:
      'IP version of the tunnel addresses of the agents: vxlan packets take 50 bytes of it, or 70 of IPv6, off the MTU',
  }),
};

/** @throws ConfigError naming each range that no network can have an id of */
export function readSegmentRanges(settings: {
  readonly vxlan_ranges: readonly string[];
  readonly vlan_ranges: readonly string[];
}): SegmentRanges {
  const vxlan = settings.vxlan_ranges.map((text) => rangeOf(text.split(':').map(Number)));
  const vlan = settings.vlan_ranges.map((text) => {
    const [physicalNetwork = '', ...ends] = text.split(':');
    return { physicalNetwork, ...rangeOf(ends.map(Number)) };
  });
  const problems = [
    ...problemsOf('vxlan_ranges', settings.vxlan_ranges, vxlan, SEGMENTATION_IDS.vxlan),
    ...problemsOf('vlan_ranges', settings.vlan_ranges, vlan, SEGMENTATION_IDS.vlan),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return { vlan, vxlan };
}

const rangeOf = ([min = 0, max = 0]: readonly number[]): SegmentRange => ({ min, max });

const problemsOf = (
  setting: string,
  texts: readonly string[],
  ranges: readonly SegmentRange[],
  allowed: SegmentRange,
): string[] =>
  ranges.flatMap(({ min, max }, index) =>
    min >= allowed.min && max <= allowed.max && min <= max
      ? []
      : [`${setting}: ${texts[index]} is not within ${allowed.min}:${allowed.max}`],
  );
