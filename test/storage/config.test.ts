import { describe, expect, test } from 'vitest'
import { readConfig } from '../../storage/config.ts'

describe('the settings', () => {
  test('nothing set: everything is embedded in ./data', () => {
    const config = readConfig({ PATH: '/bin', SVERKA_PORT: ' ' })
    expect(config).toMatchObject({ ok: true, value: { dataDir: `${process.cwd()}/data`, databaseUrl: null, redisUrl: null, port: 8080, publicUrl: 'http://127.0.0.1:8080', sessionSecret: null, logKey: null } })
    expect(config.ok && config.value.blobs).toEqual({ type: 'folder', folder: `${process.cwd()}/data/blobs` })
  })

  test('an S3 address gives server, keys and bucket, escaped characters undone', () => {
    const config = readConfig({ SVERKA_BLOBS: 's3+tls://key:se%2Fcret@s3.example.ru/scans?region=ru-central1' })
    expect(config.ok && config.value.blobs).toEqual({ type: 's3', host: 's3.example.ru', port: 443, tls: true, accessKey: 'key', secretKey: 'se/cret', bucket: 'scans', region: 'ru-central1' })
    expect(readConfig({ SVERKA_BLOBS: 's3://key:secret@127.0.0.1:9000/scans' })).toMatchObject({ ok: true, value: { blobs: { port: 9000, tls: false } } })
  })

  test('everything wrong is said at once, in words, without the values', () => {
    const config = readConfig({
      SVERKA_DATABASE_URL: 'mysql://u:hunter2@h/db', SVERKA_REDIS_URL: 'hunter2', SVERKA_BLOBS: 's3://hunter2@h/b', SVERKA_PORT: '80800',
      SVERKA_SESSION_SECRET: 'hunter2', SVERKA_LOG_KEY: 'PRIVATE+KEY+hunter2', SVERKA_LOG_LEVEL: 'loud', SVERKA_THREADS: '0', SVERKA_DATABSE: 'hunter2',
    })
    const problems = config.ok ? [] : config.reason
    expect(problems).toHaveLength(9)
    expect(problems).toContain('SVERKA_DATABSE: такой настройки нет, проверьте имя')
    expect(problems).toContain('SVERKA_PORT: ожидается целое число от 0 до 65535')
    expect(problems.join('\n')).not.toContain('hunter2')
    expect(problems.filter((problem) => !/^SVERKA_\w+: [а-яё ]/.test(problem))).toEqual([])
  })

  test.each(['s3://k:s@h', 's3://k:s@h/UPPER', 's3://k:%@h/bucket', 'http://k:s@h/bucket', 'files'])('%s is no place for blobs', (text) => {
    expect(readConfig({ SVERKA_BLOBS: text }).ok).toBe(false)
  })
})
