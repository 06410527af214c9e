import type { CheckItem } from '@lbaas/common/runtime';
import type { AgentConfig } from '../config/agent-config.ts';
import { hostItems } from './host-items.ts';
import { kernelItems } from './kernel-items.ts';
import { programItems } from './program-items.ts';
import { serverItems } from './server-items.ts';

/** What `lbaas-agent check` looks at, in this order. Nothing of it outlives the look. */
export const agentItems = (config: AgentConfig): readonly CheckItem[] => [
  ...kernelItems(config),
  ...programItems(config),
  ...hostItems(config),
  ...serverItems(config),
];
