import { expect } from 'chai';
import { agentPackage } from '../../scripts/package/packages.ts';
import { manPage } from '../../scripts/package/man-page.ts';
import { commandManual, settingsManual } from '../../scripts/package/manuals.ts';
import { mustRun } from '../../scripts/engine/run.ts';

const DATED = { version: '1.2.3', epoch: 86_400 };

describe('the manuals of the packages', () => {
  it('escape what man would take for itself', () => {
    const page = manPage({
      ...DATED,
      name: 'a-b',
      section: 8,
      summary: 'does \\ it',
      sections: { OPTIONS: ['.TH is no request', { term: '`--x-y`', text: '\'quoted\' "twice"' }] },
    });
    expect(page).to.equal(`.TH "A\\-B" "8" "1970\\-01\\-02" "lbaas 1.2.3" "Load balancers as a service"
.SH NAME
a\\-b \\- does \\e it
.SH OPTIONS
.PP
\\&.TH is no request
.TP
\\fB\\-\\-x\\-y\\fR
\\&'quoted' \\(dqtwice\\(dq
`);
  });

  it('have every option and every setting of the program, with its default', () => {
    const { program } = agentPackage();
    expect(manPage(commandManual(program, DATED))).to.contain('\\-\\-take\\-down');
    const page = manPage(settingsManual(program, DATED));
    for (const name of Object.keys(program.schema.properties)) expect(page).to.contain(`\n\\fB${name}\\fR`);
    expect(page).to.contain("\\fBagent_host\\fR = the machine's host name\n");
    expect(page).to.contain('\\fBamqp_url\\fR (required)\n');
    expect(page).to.contain('\\fBstate_dir\\fR = \\(dq/var/lib/lbaas\\(dq\n');
  });

  it('are such that groff has nothing to say against them', async () => {
    const { program } = agentPackage();
    for (const page of [commandManual(program, DATED), settingsManual(program, DATED)]) {
      const said = await mustRun(['sh', '-c', 'groff -man -Tutf8 -ww -z 2>&1'], { stdin: manPage(page) });
      expect(said).to.equal('');
    }
  });
});
