export { AgentScreen } from './agent-screen.tsx';
export { AgentsScreen } from './agents-screen.tsx';
export { AuditScreen } from './audit-screen.tsx';
export { DiagnosticsScreen } from './diagnostics-screen.tsx';
export { DevicesScreen } from './devices-screen.tsx';
export { ProvidersScreen } from './providers-screen.tsx';
export { QuotasScreen } from './quotas-screen.tsx';
