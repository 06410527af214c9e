import { expect } from 'chai';
import { clientLab } from './client-lab.ts';
import { currentRole } from './client-mode.ts';
import { ScriptProgram } from './script-program.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A model as fog knows it after a call. */
export type Model = Readonly<Record<string, unknown>> & { readonly id: string };

export type Models =
  | 'networks'
  | 'subnets'
  | 'ports'
  | 'routers'
  | 'floating_ips'
  | 'extensions'
  | 'lb_pools'
  | 'lb_vips'
  | 'lb_members'
  | 'lb_health_monitors';

const running: ScriptProgram[] = [];

/** The distribution's fog-openstack, logged in as the current role. */
export class Fog {
  readonly #program: ScriptProgram;

  private constructor(program: ScriptProgram) {
    this.#program = program;
  }

  /** Ends with the tests. */
  static async start(): Promise<Fog> {
    const role = currentRole();
    const { environment } = await clientLab();
    const program = new ScriptProgram('fog-session.rb', environment(role));
    running.push(program);
    return new Fog(program);
  }

  /** One request. fog raises for any status except the expected one. @returns the body */
  async request(name: string, ...args: readonly unknown[]): Promise<Fields> {
    return (await this.#succeed({ request: name, arguments: args }))['body'] as Fields;
  }

  async create(models: Models, fields: Fields): Promise<Model> {
    return (await this.#succeed({ models, call: 'create', arguments: [fields] }))['result'] as Model;
  }

  /** undefined when fog finds nothing. */
  async get(models: Models, id: string): Promise<Model | undefined> {
    const { result } = await this.#succeed({ models, call: 'get', arguments: [id] });
    return (result ?? undefined) as Model | undefined;
  }

  async all(models: Models, filters: Fields): Promise<readonly Model[]> {
    return (await this.#succeed({ models, call: 'all', arguments: [filters] }))['result'] as readonly Model[];
  }

  /** Fetches a model, sets attributes and saves it: fog sends all updatable attributes, including unchanged ones. */
  async save(models: Models, id: string, set: Fields): Promise<Model> {
    return (await this.#succeed({ models, id, set, call: 'save' }))['result'] as Model;
  }

  /** Fetches a model and calls a method of it. */
  async call(models: Models, id: string, call: string, ...args: readonly unknown[]): Promise<unknown> {
    return (await this.#succeed({ models, id, call, arguments: args }))['result'];
  }

  /** The class of the exception that fog raises for a step that must fail. */
  async refusal(step: Fields): Promise<unknown> {
    return ((await this.#program.ask(step)) as Fields)['error'];
  }

  async #succeed(step: Fields): Promise<Fields> {
    const answer = (await this.#program.ask(step)) as Fields;
    expect(answer, JSON.stringify(step)).to.not.have.property('error');
    return answer;
  }
}

after(async () => {
  await Promise.all(running.map((program) => program.stop()));
});
