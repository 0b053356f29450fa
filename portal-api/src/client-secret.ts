import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { ClientSecretAnswer, ClientSecretQuestion, SECRET_ENCRYPTION } from '#contract'
import type { Asker } from './ask.ts'

/**
 * The client secret of a workspace's application, from an orchestrator. It comes encrypted to a key that exists for
 * this one call, and in this process only.
 * @throws Failure RESOURCE_NOT_FOUND, SECRET_UNREADABLE, and as `ask` does
 */
export const readClientSecret = async (asker: Asker, workspaceId: string): Promise<string> => {
  const { alg, enc } = SECRET_ENCRYPTION
  const { publicKey, privateKey } = await generateKeyPair(alg, { crv: 'P-256' })
  const data = ClientSecretQuestion.parse({ workspace_id: workspaceId, key: await exportJWK(publicKey) })
  const { sealed } = await asker.ask({ question: 'client-secret', data, answer: ClientSecretAnswer })
  const accepted = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] }
  const { plaintext } = await compactDecrypt(sealed, privateKey, accepted)
  return new TextDecoder().decode(plaintext)
}
