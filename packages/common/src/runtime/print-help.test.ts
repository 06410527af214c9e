import { expect } from 'chai';
import { Type } from 'typebox';
import { printHelp } from './print-help.ts';

describe('printHelp', () => {
  it('names every setting with its default and its meaning', () => {
    const schema = Type.Object({
      amqp_url: Type.String({ description: 'RabbitMQ' }),
      api_port: Type.Integer({ default: 9696, description: 'port of the API' }),
      note: Type.Optional(Type.String()),
    });
    const text = printHelp('lbaas-server', schema);
    expect(text).to.match(/^lbaas-server: .*--print-config /s);
    expect(text).to.contain('LBAAS_AMQP_URL (required)\n    RabbitMQ\n');
    expect(text).to.contain('LBAAS_API_PORT = 9696\n    port of the API\n');
    expect(text).to.contain('LBAAS_NOTE\n');
  });

  it('names what only this program can do', () => {
    const text = printHelp('lbaas-server', Type.Object({}), { '--hash-token': 'show a hash' });
    expect(text).to.match(/^--print-config {2}show .*\n--hash-token {4}show a hash\n\n/m);
  });
});
