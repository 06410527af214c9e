import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import {
  ConnectionLost,
  ConstraintViolation,
  DatabaseUnavailable,
  ReadOnlyConnection,
  StaleRead,
  errorOfStatement,
  faultOf,
  meaningOfFault,
} from './database-errors.ts';

function databaseError(code: string, more: Partial<pg.DatabaseError> = {}): pg.DatabaseError {
  const error = new pg.DatabaseError(`state ${code}`, 0, 'error');
  return Object.assign(error, { code, severity: 'ERROR', ...more });
}

/** All classes of PostgreSQL 17, appendix A, but 00 to 02, which are not errors. */
const CLASSES =
  '03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D 2F 34 38 39 3B 3D 3F 40 42 44 53 54 55 57 58 72 F0 HV P0 XX'.split(
    ' ',
  );
/** Those in which the statement or its values are wrong, whoever the database is. */
const OF_STATEMENTS = new Set(
  '03 09 0A 0F 0Z 10 20 21 22 23 24 27 2B 2D 2F 34 38 39 3B 42 44 54 P0'.split(' '),
);
const symbol = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split(''));
const text = (length: number) => fc.string({ unit: symbol, minLength: length, maxLength: length });

describe('faultOf', () => {
  it('takes nothing for a bug but what is about the statement', () => {
    const sqlClass = fc.oneof(fc.constantFrom(...CLASSES), text(2));
    fc.assert(
      fc.property(sqlClass, text(3), (first, rest) => {
        const code = first + rest;
        const fault = faultOf(databaseError(code));
        if (fault === 'statement') expect(OF_STATEMENTS, code).to.include(first);
        else expect(['lost', 'busy', 'full', 'conflict', 'outdated'], code).to.include(fault);
      }),
      { numRuns: 5000 },
    );
  });

  it('ends everything else in 503', () => {
    fc.assert(
      fc.property(text(5), fc.constantFrom('ERROR', 'FATAL', 'PANIC'), (code, severity) => {
        fc.pre(severity !== 'ERROR' || !OF_STATEMENTS.has(code.slice(0, 2)));
        expect(meaningOfFault(databaseError(code, { severity })), code).to.be.instanceOf(DatabaseUnavailable);
      }),
      { numRuns: 5000 },
    );
  });

  for (const [what, code, fault] of [
    ['a statement that cannot be read', '42601', 'statement'],
    ['a table that is not there', '42P01', 'lost'],
    ['a column that is not there', '42703', 'lost'],
    ['a function that is not there', '42883', 'lost'],
    ['a right that was withdrawn', '42501', 'lost'],
    ['a value out of range', '22003', 'statement'],
    ['a login that is refused', '28P01', 'lost'],
    ['a database that is not there', '3D000', 'lost'],
    ['a disk that is full', '53100', 'full'],
    ['too many connections', '53300', 'lost'],
    ['a lock that is not free', '55P03', 'busy'],
    ['a database that lets nobody in', '55000', 'lost'],
    ['a statement that took too long', '57014', 'busy'],
    ['a shutdown', '57P01', 'lost'],
    ['a database that starts', '57P03', 'lost'],
    ['a file that cannot be read', '58030', 'lost'],
    ['a broken page', 'XX001', 'lost'],
    ['a standby', '25006', 'outdated'],
    ['a prepared statement that is not there', '26000', 'outdated'],
    ['a deadlock', '40P01', 'conflict'],
    ['a commit of unknown outcome', '40003', 'lost'],
  ] as const) {
    it(`takes ${what} for ${fault}`, () => expect(faultOf(databaseError(code))).to.equal(fault));
  }

  it('tells a plan of an older schema from a feature that is not there', () => {
    expect(faultOf(databaseError('0A000', { routine: 'RevalidateCachedQuery' }))).to.equal('outdated');
    expect(faultOf(databaseError('0A000', { routine: 'transformFrom' }))).to.equal('statement');
  });

  it('knows a refusal by the constraint that it names', () => {
    expect(faultOf(databaseError('23505', { constraint: 'members_endpoint_key' }))).to.equal('refused');
    expect(faultOf(databaseError('23502'))).to.equal('statement');
  });

  it('leaves what is not of the database alone', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(faultOf(value)).to.equal('foreign');
        expect(meaningOfFault(value)).to.equal(value);
      }),
    );
    expect(faultOf(new StaleRead('gone'))).to.equal('conflict');
  });
});

describe('errorOfStatement', () => {
  it('takes whatever the connection says for its loss', () => {
    const codes = ['ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EHOSTUNREACH', ''];
    for (const code of codes) {
      const error = errorOfStatement(Object.assign(new Error('the socket'), { code }));
      expect(error).to.be.instanceOf(ConnectionLost);
      expect(meaningOfFault(error)).to.be.instanceOf(DatabaseUnavailable);
    }
    expect(errorOfStatement('a text')).to.be.instanceOf(ConnectionLost);
  });

  it('leaves values that cannot be written down a bug', () => {
    const error = new TypeError('Converting circular structure to JSON');
    expect(meaningOfFault(errorOfStatement(error))).to.equal(error);
  });
});

describe('meaningOfFault', () => {
  it('names the constraint and the key', () => {
    const refusal = databaseError('23505', { constraint: 'k', detail: 'Key (a, b)=(1, x) already exists.' });
    const meaning = meaningOfFault(refusal);
    expect(meaning).to.be.instanceOf(ConstraintViolation);
    expect(meaning).to.deep.include({ constraint: 'k', values: { a: '1', b: 'x' } });
  });

  it('tells a disk that is full, also of a database that ends because of it', () => {
    for (const severity of ['ERROR', 'PANIC'])
      expect(meaningOfFault(databaseError('53100', { severity }))).to.include({ isFull: true });
    expect(faultOf(databaseError('53100', { severity: 'PANIC' }))).to.equal('lost');
    expect(meaningOfFault(databaseError('53200'))).to.include({ isFull: false });
  });

  it('tells a database that takes no writes', () => {
    const readOnly = [new ReadOnlyConnection('standby'), databaseError('25006')].map(meaningOfFault);
    for (const meaning of readOnly) expect(meaning).to.include({ isReadOnly: true });
    expect(meaningOfFault(databaseError('57P01'))).to.include({ isReadOnly: false, isForeign: false });
    expect(meaningOfFault(databaseError('42P01'))).to.include({ isReadOnly: false, isForeign: true });
  });
});
