import { LogicalDeviceSchema } from '@lbaas/common/contract';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** What the file of one device holds. */
const DesiredFileSchema = Type.Union([
  Type.Object({
    wanted: Type.Literal('present'),
    device: LogicalDeviceSchema,
    kept: Type.Optional(Type.Enum(['unknown', 'newer'])),
    offered: Type.Optional(LogicalDeviceSchema),
  }),
  Type.Object({
    wanted: Type.Literal('absent'),
    epoch: Type.Integer({ minimum: 1 }),
    generation: Type.Integer({ minimum: 0 }),
  }),
]);
type DesiredFile = Static<typeof DesiredFileSchema>;

const checker = Compile(DesiredFileSchema);

export const encodeDesiredFile = (content: DesiredFile): string => JSON.stringify(content);

/** Undefined when the text is not what `encodeDesiredFile` writes for this device. */
export function decodeDesiredFile(deviceId: string, text: string): DesiredFile | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!checker.Check(content)) return undefined;
  return content.wanted === 'present' && content.device.device_id !== deviceId ? undefined : content;
}
