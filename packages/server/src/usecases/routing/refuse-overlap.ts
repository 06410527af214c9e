import { apiError } from '../errors.ts';
import { type Cidr, formatCidr, overlap } from '../network/cidr.ts';

export interface RoutedSubnet {
  readonly id: string;
  readonly cidr: Cidr;
}

/** A router has one way to each address. @throws ApiError RouterRequestInvalid */
export function refuseOverlap(subnet: RoutedSubnet, others: readonly RoutedSubnet[]): void {
  if (others.some(({ id }) => id === subnet.id))
    throw apiError('RouterRequestInvalid', { reason: `Router already has a port on subnet ${subnet.id}` });
  const other = others.find(({ cidr }) => overlap(cidr, subnet.cidr));
  if (other === undefined) return;
  const [own, theirs] = [formatCidr(subnet.cidr), formatCidr(other.cidr)];
  throw apiError('RouterRequestInvalid', {
    reason: `Cidr ${own} of subnet ${subnet.id} overlaps with cidr ${theirs} of subnet ${other.id}`,
  });
}
