import { BlockList, isIPv6 } from 'node:net'

/** Where machines ask for their own credentials, and what leads there: nobody's board is at such an address. */
const refused = new BlockList()
refused.addSubnet('169.254.0.0', 16, 'ipv4') // link-local (RFC 3927), with the metadata services of most clouds
refused.addAddress('100.100.100.200', 'ipv4') // Alibaba Cloud
refused.addAddress('168.63.129.16', 'ipv4') // Azure's WireServer
refused.addAddress('192.0.0.192', 'ipv4') // Oracle Cloud
refused.addSubnet('224.0.0.0', 3, 'ipv4') // multicast, reserved and broadcast
refused.addSubnet('fe80::', 10, 'ipv6') // link-local (RFC 4291, 2.5.6)
refused.addAddress('fd00:ec2::254', 'ipv6') // AWS
refused.addAddress('fd20:ce::254', 'ipv6') // Google Cloud
refused.addSubnet('ff00::', 8, 'ipv6') // multicast
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6') // link-local through NAT64 (RFC 6052)

/** Whether nothing is ever posted to an IP address, also one in IPv6's notation for IPv4. */
export const isRefusedAddress = (address: string): boolean => refused.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
