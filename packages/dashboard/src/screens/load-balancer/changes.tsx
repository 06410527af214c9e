import { useQuery } from '@tanstack/react-query';
import { type AuditEntry, auditQuery } from '../../api/audit.ts';
import { useText } from '../../text/index.ts';
import { QueryBlock } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

const LIMIT = 12;

/** Who did what to it and to its parts, the last first. */
export function Changes({ ids }: { readonly ids: readonly string[] }) {
  const { loadBalancer: text } = useText();
  const query = { resource_id: ids, sort_key: 'id', sort_dir: 'desc', limit: LIMIT };
  const found = useQuery(auditQuery(query));
  return (
    <QueryBlock query={found}>
      {(entries) => (
        <ul className="lb-changes">
          {entries.length === 0 && <li>{text.noChanges}</li>}
          {entries.map((entry) => (
            <li key={entry.id}>
              <Time at={entry.at} />
              <span>
                {text.change(
                  text.actions[entry.action as keyof typeof text.actions] ?? entry.action,
                  kindOf(entry),
                )}{' '}
                <bdi className="lb-subtle">{detailOf(entry)}</bdi>
              </span>
              <bdi className="lb-subtle">{entry.user_id ?? entry.tenant_id}</bdi>
            </li>
          ))}
        </ul>
      )}
    </QueryBlock>
  );
  function kindOf({ resource_type: type }: AuditEntry): string {
    return text.kinds[type as keyof typeof text.kinds] ?? type;
  }
}

/** The attributes that were sent, shortly. */
function detailOf({ action, body }: AuditEntry): string {
  if (action === 'create' || body === null) return typeof body?.['name'] === 'string' ? body['name'] : '';
  return Object.entries(body)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}
