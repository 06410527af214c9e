export { MemberScreen } from './member-screen.tsx';
export { MembersScreen } from './members-screen.tsx';
export { MonitorScreen } from './monitor-screen.tsx';
export { MonitorsScreen } from './monitors-screen.tsx';
export { PoolScreen } from './pool-screen.tsx';
export { PoolsScreen } from './pools-screen.tsx';
export { VipScreen } from './vip-screen.tsx';
