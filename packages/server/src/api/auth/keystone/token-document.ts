import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const id = Type.String({ minLength: 1, maxLength: 255 });
const name = Type.String({ minLength: 1, maxLength: 255 });

/** What is used of the answer of GET /v3/auth/tokens (Identity API v3, "Validate and show information for token"). */
const TokenDocumentSchema = Type.Object({
  token: Type.Object({
    expires_at: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }),
    user: Type.Object({ id, name: Type.Optional(name) }),
    /** One of these at most is there; an unscoped token has none and no roles either. */
    project: Type.Optional(Type.Object({ id, name: Type.Optional(name) })),
    domain: Type.Optional(Type.Unknown()),
    system: Type.Optional(Type.Unknown()),
    roles: Type.Optional(Type.Array(Type.Object({ name }))),
    application_credential: Type.Optional(
      Type.Object({ access_rules: Type.Optional(Type.Array(Type.Unknown())) }),
    ),
  }),
});

export type TokenDocument = Static<typeof TokenDocumentSchema>['token'];

const validator = Compile(TokenDocumentSchema);

export const expiryOf = ({ expires_at: expiresAt }: TokenDocument): number => Date.parse(expiresAt);

/** undefined when Keystone's answer is none that we understand. */
export const readTokenDocument = (body: unknown): TokenDocument | undefined =>
  validator.Check(body) && Number.isFinite(expiryOf(body.token)) ? body.token : undefined;
