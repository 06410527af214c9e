import { join } from 'node:path';
import { expect } from 'chai';
import { BASH } from '../hosts/bash.ts';
import type { LabHost } from '../hosts/lab-host.ts';
import { type MachineFixture, startMachine } from '../testing/machine-fixture.ts';
import { LabWeb } from './lab-web.ts';

describe('LabWeb', () => {
  let fixture: MachineFixture;
  let client: LabHost;
  let web: LabWeb;

  before(async () => {
    fixture = await startMachine({ agents: 0, webs: 1 });
    client = fixture.machine.host('client');
    web = new LabWeb(fixture.machine.host('web-1'), join(fixture.run.logs, 'web-1.log'));
    await web.start();
  });
  after(() => fixture.janitor.finish());

  const curl = async (...args: string[]): Promise<string> =>
    (await client.exec(['curl', '-s', '--max-time', '3', ...args])).stdout;

  it('answers its name over HTTP and HTTPS, IPv4 and IPv6', async () => {
    expect(await curl('http://10.0.0.11:8080/any')).to.equal('web-1\n');
    expect(await curl('http://[fd00:10::11]:8080/')).to.equal('web-1\n');
    expect(await curl('-k', 'https://10.0.0.11:8443/')).to.equal('web-1\n');
  });

  it('says who served and who asked, and sets no cookie unless asked', async () => {
    const plain = await curl('-i', '-H', 'X-Forwarded-For: 192.0.2.7', 'http://10.0.0.11:8080/');
    expect(plain)
      .to.match(/^X-Served-By: web-1\r$/m)
      .and.to.match(/^X-Forwarded-For: 192.0.2.7\r$/m);
    expect(plain).to.not.match(/^set-cookie/im);
    const cookies = await curl('-i', 'http://10.0.0.11:8080/app-cookie');
    expect(cookies).to.match(/^Set-Cookie: JSESSIONID=web-1-\d+; Path=\/\r$/m);
  });

  it('changes its status code when asked to', async () => {
    const code = ['-o', '/dev/null', '-w', '%{http_code}', 'http://10.0.0.11:8080/'];
    expect(await web.control({ status: 503 })).to.deep.equal({ status: 503, delayMs: 0 });
    expect(await curl(...code)).to.equal('503');
    await curl('-X', 'PUT', 'http://10.0.0.11:8080/_control?status=200');
    expect(await curl(...code)).to.equal('200');
  });

  it('greets and echoes over TCP', async () => {
    const talk = `exec 3<>/dev/tcp/10.0.0.11/9000; read -r name <&3; echo hello >&3; read -r echo <&3; echo $name $echo`;
    expect((await client.exec([...BASH, '-c', talk])).stdout).to.equal('web-1 hello\n');
  });

  it('is gone after kill -9 and back after a start', async () => {
    await web.kill9();
    expect(web.pid).to.equal(undefined);
    expect(await curl('http://10.0.0.11:8080/')).to.equal('');
    await web.start();
    expect(await curl('http://10.0.0.11:8080/')).to.equal('web-1\n');
  });
});
