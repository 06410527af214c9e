import { Type } from 'typebox';
import { LogicalDeviceSchema } from './logical-device.ts';
import { Text, Uuid, literals, nullable } from './scalars.ts';

/** How a desired device was reached; `reload` and `start` are the ones that cost something. */
export const APPLIED_HOW = ['noop', 'runtime', 'reload', 'start', 'stop'] as const;
export type AppliedHow = (typeof APPLIED_HOW)[number];

/**
 * What a step of a plan does: the costs of what runs the device, making (`plug`), removing (`unplug`) and changing
 * (`port`) one of its ports, and removing its namespace.
 */
const STEP_CLASSES = ['runtime', 'reload', 'start', 'stop', 'plug', 'unplug', 'port', 'remove'] as const;
export type StepClass = (typeof STEP_CLASSES)[number];

/** The schemas of preview_device. */
export const PREVIEW = {
  args: Type.Object({
    device_id: Uuid,
    /** The device as it would be; null for one that would be taken down. */
    device: nullable(LogicalDeviceSchema),
  }),
  result: Type.Object({
    device_id: Uuid,
    /** Null where there is none: nothing runs, or nothing will. */
    files: Type.Array(
      Type.Object({
        name: Type.String({ maxLength: 255 }),
        before: nullable(Type.String()),
        after: nullable(Type.String()),
      }),
    ),
    plan: Type.Array(Type.Object({ step: Text, class: literals(STEP_CLASSES), reason: nullable(Text) })),
    effect: literals(APPLIED_HOW),
    /** Why the device could not be realised, in the words of what would run it; null when it takes it. */
    refusal: nullable(Text),
  }),
} as const;
