import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_HEAD, verifyChain, type AuditEvent } from '../../../pipeline/protocol/audit-chain.ts'
import { appendEvent } from './append-event.ts'
import { canonicalJson, type JsonValue } from '../../../pipeline/model/canonical-json.ts'

const chainOf = (bodies: readonly { [key: string]: JsonValue }[]): AuditEvent[] => {
  const events: AuditEvent[] = []
  for (const [index, body] of bodies.entries())
    events.push(appendEvent(events.at(-1) ?? EMPTY_HEAD, { ...body, at: new Date(1_700_000_000_000 + index).toISOString(), type: 'test' }))
  return events
}
const jsonObject = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<JsonValue>)

describe('canonical JSON', () => {
  test('sorts keys by UTF-16 and prints numbers as the RFC 8785 example does', () => {
    const example = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] }
    expect(canonicalJson(example)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  })
  test('refuses what has no single spelling', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow()
    expect(() => canonicalJson({ half: '\ud800' })).toThrow()
    expect(canonicalJson({ whole: '😊', text: '\\ud800' })).toBe('{"text":"\\\\ud800","whole":"😊"}')
    expect(() => canonicalJson(undefined as unknown as JsonValue)).toThrow()
  })
})

describe('the audit chain', () => {
  test('an event is hashed over 0x01, the previous hash, its number and the hash of its body', () => {
    const event = appendEvent(EMPTY_HEAD, { type: 'scan.stored', at: '2026-04-01T08:00:00.000Z', scan: 'a1' })
    expect(event.body).toBe('{"at":"2026-04-01T08:00:00.000Z","scan":"a1","type":"scan.stored"}')
    const bodyHash = createHash('sha256').update(event.body).digest('hex')
    expect(event.hash).toBe(createHash('sha256').update(Buffer.from(`01${'0'.repeat(64)}0000000000000001${bodyHash}`, 'hex')).digest('hex'))
  })

  test('an untouched chain leads to its last event', () => {
    fc.assert(fc.property(fc.array(jsonObject, { maxLength: 12 }), (bodies) => {
      const events = chainOf(bodies)
      const last = events.at(-1) ?? EMPTY_HEAD
      expect(verifyChain(events)).toEqual({ ok: true, value: { seq: last.seq, hash: last.hash } })
    }))
  })

  test('changing, dropping, doubling or swapping any event is found at that event', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), fc.constantFrom('body', 'time', 'drop', 'double', 'swap'), (length, at, how) => {
      const events = chainOf(Array.from({ length }, (_, n) => ({ n })))
      const index = at % (length - 1)
      const event = events[index]!
      if (how === 'body') events[index] = { ...event, body: event.body.replace('"n":', '"n":1') }
      if (how === 'time') events[index] = { ...event, at: '2020-01-01T00:00:00.000Z' }
      if (how === 'drop') events.splice(index, 1)
      if (how === 'double') events.splice(index, 0, event)
      if (how === 'swap') [events[index], events[index + 1]] = [events[index + 1]!, event]
      const verdict = verifyChain(events)
      expect(verdict).toMatchObject({ ok: false, reason: { seq: how === 'double' ? index + 2 : index + 1 } })
    }))
  })

  test('a rewritten event is found even when its own hash was made to fit', () => {
    const events = chainOf([{ n: 1 }, { n: 2 }, { n: 3 }])
    events[1] = appendEvent(events[0]!, { at: events[1]!.at, type: 'test', n: 99 })
    expect(verifyChain(events)).toMatchObject({ ok: false, reason: { seq: 3, type: 'previous' } })
  })

  test('a part of a chain is verified from the head it follows', () => {
    const events = chainOf([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(verifyChain(events.slice(1), events[0]!).ok).toBe(true)
    expect(verifyChain(events.slice(1)).ok).toBe(false)
  })
})
