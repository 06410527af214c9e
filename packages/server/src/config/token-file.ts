import { ConfigError, loadConfig } from '@lbaas/common/runtime';
import { Type } from 'typebox';
import type { KnownToken } from '../api/auth/token-authenticator.ts';
import { ROLES } from '../usecases/call-context.ts';

const name = (what: string) => Type.String({ minLength: 1, maxLength: 255, description: what });

const TokenFileSchema = Type.Object(
  {
    tokens: Type.Array(
      Type.Object(
        {
          hash: Type.String({
            pattern: '^[0-9a-f]{64}$',
            description: 'SHA-256 of the token, as --hash-token prints it',
          }),
          user: name('who gets into the audit log'),
          project_id: name('what the token works on'),
          roles: Type.Array(Type.Enum([...ROLES]), { minItems: 1 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

/** A TOML file of `[[tokens]]`. @throws ConfigError naming what is wrong with it */
export function readTokens(file: string | undefined): readonly KnownToken[] {
  if (file === undefined) throw new ConfigError(['auth_tokens_file: is required when auth is token']);
  const { tokens } = loadConfig(TokenFileSchema, { env: {}, file });
  if (new Set(tokens.map(({ hash }) => hash)).size < tokens.length) {
    throw new ConfigError([`${file}: tokens: two of them have the same hash`]);
  }
  return tokens.map(({ hash, user, project_id: projectId, roles }) => ({
    hash,
    userId: user,
    projectId,
    roles,
  }));
}
