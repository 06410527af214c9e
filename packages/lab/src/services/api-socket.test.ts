import { expect } from 'chai';
import { openApiSocket } from './api-socket.ts';

describe('openApiSocket', () => {
  it('takes a free port when asked for port 0, and says which', async () => {
    const socket = await openApiSocket(0);
    expect(socket.port).to.be.greaterThan(0);
    expect(socket.descriptor).to.be.greaterThan(2);
    socket.close();
  });

  it('names the variable that chooses another port when the port is taken', async () => {
    const socket = await openApiSocket(0);
    const error = await openApiSocket(socket.port).then(
      () => undefined,
      (cause: Error) => cause,
    );
    socket.close();
    expect(error?.message).to.include(`port ${socket.port}`).and.to.include('LBAAS_API_PORT');
  });
});
