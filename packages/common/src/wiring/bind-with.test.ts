import { expect } from 'chai';
import { Container, ContainerModule } from 'inversify';
import { bindWith, token } from './bind-with.ts';

interface Engine {
  readonly power: number;
}

const POWER = token<number>('power');
const NAME = token<string>('name');
const ENGINE = token<Engine>('engine');

describe('bindWith', () => {
  const containerOf = (...modules: ContainerModule[]): Container => {
    const container = new Container();
    container.load(...modules);
    return container;
  };

  it('hands each part to the maker under its name', () => {
    const CAR = token<string>('car');
    const container = containerOf(
      new ContainerModule(({ bind }) => {
        bindWith(bind, CAR, { name: NAME, power: POWER }, ({ power, name }) => `${name} with ${power} kW`);
        bind(NAME).toConstantValue('lorry');
        bind(POWER).toConstantValue(300);
      }),
    );

    expect(container.get(CAR)).to.equal('lorry with 300 kW');
  });

  it('makes a part once per container, and only when it is asked for', () => {
    let made = 0;
    const module = new ContainerModule(({ bind }) => {
      bindWith(bind, ENGINE, {}, () => {
        made += 1;
        return { power: made };
      });
    });
    const container = containerOf(module);

    expect(made).to.equal(0);
    expect(container.get(ENGINE)).to.equal(container.get(ENGINE));
    expect(containerOf(module).get(ENGINE)).to.deep.equal({ power: 2 });
  });

  it('keeps two tokens of one name apart', () => {
    const other = token<number>('power');
    const container = containerOf(
      new ContainerModule(({ bind }) => {
        bind(POWER).toConstantValue(1);
        bind(other).toConstantValue(2);
      }),
    );

    expect([container.get(POWER), container.get(other)]).to.deep.equal([1, 2]);
  });

  it('names the token that is not bound', () => {
    const container = containerOf(
      new ContainerModule(({ bind }) => {
        bindWith(bind, ENGINE, { power: POWER }, (parts) => parts);
      }),
    );

    expect(() => container.get(ENGINE)).to.throw('power');
  });
});
