import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun, runToEnd } from '../engine/run.ts';
import { type RootOptions, baseRoot } from './base-root.ts';

const PACKAGE = 'user-mode-linux';
/** Runs the job when everything has started, leaves what it said and its exit status in the share, and powers off. */
const JOB = `[Unit]
After=multi-user.target
[Service]
Type=exec
ExecStart=/bin/sh -c 'systemctl is-system-running --wait >/run/boot; \
mount -t hostfs -o "$$(sed "s/.* share=//; s/ .*//" /proc/cmdline)" none /mnt/share; cd /mnt/share; \
sh job >out 2>&1; echo $$? >status; sync; systemctl --no-block poweroff'
[Install]
WantedBy=default.target
`;
const DEADLINE = '1800';
const NAME = 'own-kernel';
/** Of how the disk is made, besides its root. */
const VERSION = 2;

interface OwnKernel {
  readonly program: string;
  readonly image: string;
}

/**
 * A host with a kernel of its own: user-mode Linux, an ordinary process. It is slow, and has no network to the outside;
 * it has version 2 of control groups, with limits of memory, on every machine.
 * @param share directory with the script `job`, which is /mnt/share there
 * @returns what the job said. @throws Error with that when it fails
 */
export async function runOnOwnKernel(share: string, root: RootOptions = {}): Promise<string> {
  const { program, image } = await ownKernel(root);
  const state = mkdtempSync(join(dirname(image), 'part-'));
  try {
    const devices = ['mem=1024M', `uml_dir=${state}`, `ubd0=${join(state, 'disk')},${image}`];
    const boot = ['root=/dev/ubda', 'rw', 'quiet', 'con=null', 'con0=null,fd:1', `share=${share}`, 'end'];
    const { stdout } = await runToEnd(['timeout', DEADLINE, program, ...devices, ...boot], {});
    const said = readIfThere(join(share, 'out')) ?? stdout.slice(-2000);
    if (readIfThere(join(share, 'status'))?.trim() === '0') return said;
    throw new Error(`the job on a kernel of its own failed:\n${said}`);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

async function ownKernel(root: RootOptions): Promise<OwnKernel> {
  const base = await baseRoot(root);
  const made = { program: `${base}.kernel`, image: `${base}-${VERSION}.image` };
  if (existsSync(made.image)) return made;
  const work = mkdtempSync(join(dirname(base), 'part-'));
  try {
    await mustRun(['apt-get', '-qq', 'download', PACKAGE], { cwd: work });
    const deb = readdirSync(work).find((name) => name.endsWith('.deb')) ?? '';
    await mustRun(['dpkg', '-x', join(work, deb), join(work, 'uml')]);
    const disk = join(work, 'root');
    await mustRun(['cp', '-a', base, disk]);
    const modules = join(disk, 'lib/modules');
    await mustRun(['mkdir', '-p', modules, join(disk, 'mnt/share')]);
    await mustRun(['sh', '-c', `cp -a ${join(work, 'uml')}/usr/lib/uml/modules/* ${modules}/`]);
    await mustRun(['sh', '-c', `for k in $(ls ${modules}); do chroot ${disk} depmod "$k"; done`]);
    rmSync(join(disk, 'etc/systemd/system/systemd-modules-load.service'), { force: true });
    writeFileSync(join(disk, 'etc/fstab'), '/dev/ubda / ext4 rw 0 1\n');
    writeFileSync(join(disk, 'etc/hostname'), `${NAME}\n`);
    // A broker of the distribution looks for the host by its name.
    writeFileSync(join(disk, 'etc/hosts'), `127.0.0.1 localhost ${NAME}\n`);
    writeFileSync(join(disk, 'etc/systemd/system/job.service'), JOB);
    await mustRun(['chroot', disk, 'systemctl', '--quiet', 'enable', 'job']);
    // That of the distribution does not come up there, and the job would wait for it.
    await mustRun(['chroot', disk, 'systemctl', '--quiet', 'mask', 'haproxy']);
    const image = join(work, 'image');
    await mustRun(['truncate', '-s', '4G', image]);
    await mustRun(['mke2fs', '-q', '-t', 'ext4', '-d', disk, image]);
    renameSync(join(work, 'uml/usr/bin/linux.uml'), made.program);
    renameSync(image, made.image);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return made;
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
