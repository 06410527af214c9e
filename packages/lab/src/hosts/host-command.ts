/**
 * The command line that runs `argv` on the host whose process 1 is `init`. `nsenter` waits outside for the command;
 * if it is killed (a deadline, a lab that ends), the kernel kills the command too.
 */
export function hostCommand(init: number, argv: readonly string[]): string[] {
  const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--net'];
  return ['nsenter', `--target=${init}`, ...namespaces, '--', 'setpriv', '--pdeathsig=KILL', '--', ...argv];
}
