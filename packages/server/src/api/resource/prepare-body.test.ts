import { expect } from 'chai';
import { ApiError } from '../../usecases/errors.ts';
import type { CallContext } from '../../usecases/call-context.ts';
import { toBoolean } from './converters.ts';
import { type BodyDefinition, preparePost, preparePut } from './prepare-body.ts';
import { ipAddressOrNone } from './validators.ts';

const THING: BodyDefinition = {
  singular: 'thing',
  collection: 'things',
  bulk: true,
  ownerAttribute: 'tenant_id',
  attributes: {
    id: { type: 'uuid' },
    tenant_id: { type: 'string', post: true, field: 'projectId' },
    name: { type: 'string', post: true, put: true, default: '' },
    address: { type: 'ip', post: true, validate: ipAddressOrNone },
    'router:external': {
      type: 'boolean',
      post: true,
      put: true,
      default: false,
      convert: toBoolean,
      adminWrite: true,
      field: 'external',
    },
  },
};

const one: CallContext = { requestId: 'req-1', projectId: 'one', isAdmin: false, roles: ['member'] };
const admin: CallContext = { ...one, isAdmin: true, roles: ['admin'] };

const inputOf = (context: CallContext, fields: unknown) => {
  const prepared = preparePost(THING, context, { thing: fields });
  return prepared.kind === 'one' ? prepared.input : prepared.inputs;
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error);
  }
};

describe('preparePost', () => {
  it('gives values under their inside names, with defaults and the own project', () => {
    expect(inputOf(one, {})).to.deep.equal({ projectId: 'one', name: '', external: false });
  });

  it('takes null for not given', () => {
    expect(inputOf(one, { address: null })).to.include({ address: undefined });
  });

  it('takes lists, item by item, bare or wrapped', () => {
    const prepared = preparePost(THING, one, { things: [{ name: 'a' }, { thing: { name: 'b' } }] });
    const names = prepared.kind === 'many' ? prepared.inputs.map((input) => input['name']) : [];
    expect(names).to.deep.equal(['a', 'b']);
    const single = { ...THING, bulk: false };
    expect(codeOf(() => preparePost(single, one, { things: [{}] }))).to.equal('BulkNotSupported');
  });

  it('lets admins alone set what is theirs, unless the value is the default', () => {
    expect(codeOf(() => inputOf(one, { 'router:external': 'True' }))).to.equal('RuleForbids');
    expect(inputOf(one, { 'router:external': 'False' })).to.include({ external: false });
    expect(inputOf(admin, { 'router:external': 'True' })).to.include({ external: true });
  });

  it('refuses a request without a project that names none', () => {
    expect(codeOf(() => inputOf({ ...admin, projectId: '' }, {}))).to.equal('OwnerMissing');
  });
});

describe('preparePut', () => {
  it('keeps to what is named', () => {
    expect(preparePut(THING, one, { thing: { name: 'x' } }).changes).to.deep.equal({ name: 'x' });
    expect(preparePut(THING, one, { thing: {} }).changes).to.deep.equal({});
  });

  it('has no bulk', () => {
    expect(codeOf(() => preparePut(THING, one, { things: [{}] }))).to.equal('BodyUnwrapped');
  });
});
