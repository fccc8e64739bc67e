/** A certificate in PEM, as every program writes it: 64 columns, a line feed at the end. */
export const pemOfDer = (der: Uint8Array, label = 'CERTIFICATE'): string => {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
  return `-----BEGIN ${label}-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`
}
