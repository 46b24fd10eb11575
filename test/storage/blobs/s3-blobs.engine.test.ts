import { Client } from 'minio'
import { expect, inject, test } from 'vitest'
import { openS3Blobs } from '../../../storage/blobs/s3-blobs.ts'
import { readConfig, type BlobsConfig } from '../../../storage/config.ts'
import { describeBlobs } from '../contracts/blobs.ts'

function bucketOfTheRun(): Extract<BlobsConfig, { type: 's3' }> {
  const config = readConfig({ SVERKA_BLOBS: inject('s3Url') })
  if (!config.ok || config.value.blobs.type !== 's3') throw new Error(JSON.stringify(config))
  return config.value.blobs
}

describeBlobs('an S3 bucket', async () => {
  const config = bucketOfTheRun()
  const client = new Client({ endPoint: config.host, port: config.port, useSSL: config.tls, accessKey: config.accessKey, secretKey: config.secretKey, region: config.region })
  return {
    blobs: await openS3Blobs(config),
    spoil: async (sha256, bytes) => { await client.putObject(config.bucket, sha256, Buffer.from(bytes)) },
    close: async () => {},
  }
})

test('processes that open a new bucket at once agree on it', async () => {
  const config = { ...bucketOfTheRun(), bucket: 'sverka-at-once' }
  const opened = await Promise.all(Array.from({ length: 4 }, () => openS3Blobs(config)))
  const sha256 = await opened[0]!.put(Buffer.from('scan'))
  expect(await opened[3]!.has(sha256)).toBe(true)
})

test('a wrong secret is refused when opening', async () => {
  await expect(openS3Blobs({ ...bucketOfTheRun(), secretKey: 'another' })).rejects.toThrow()
})
