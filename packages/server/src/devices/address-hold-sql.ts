/**
 * True while an address that was given to the device may still be answered by the device that had it before (ADR 4); a
 * fenced host answers no more. The hold row goes as soon as its owner has let go, so a satisfied wait never comes back.
 */
export const waitsForAddressSql = (device: string): string => `EXISTS (
  SELECT 1 FROM address_holds h JOIN placements hp ON hp.device_id = h.device_id
  WHERE h.device_id = ${device}.after_device_id AND h.generation <= ${device}.after_generation
    AND hp.observed_generation < h.generation AND NOT hp.fenced)`;
