/** Ids that networks get which ask for none. */
export interface SegmentRange {
  /** Of vlan networks. */
  readonly physicalNetwork?: string | undefined;
  readonly min: number;
  readonly max: number;
}

export interface SegmentRanges {
  readonly vlan: readonly SegmentRange[];
  readonly vxlan: readonly SegmentRange[];
}

/** As in Neutron's examples. */
export const DEFAULT_VXLAN_RANGES = ['1:1000'];

export const DEFAULT_RANGES: SegmentRanges = { vlan: [], vxlan: [{ min: 1, max: 1000 }] };
