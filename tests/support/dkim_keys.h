/* Keys for the tests, made for nothing else: base64 of what p= holds, sound and broken.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_DKIM_KEYS_H
#define TEST_DKIM_KEYS_H

#define RSA_512                                                                                    \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAOPky/FQU6k0H+8n2Zrv5AxBYO/L3V0PtphVvzCB/Zfouxu/"         \
	"i3k2V3j+N58muJ9xMJCZw2oXrShlKQfaNl4yoPUCAwEAAQ=="
#define RSA_768                                                                                    \
	"MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMGwTgKfGGShV7cP9LeEaUlpOLpPKvk84HhE+HrzYTwBwj+x"         \
	"fTIIJrZeoWnaRsUy0GkVRwz3+mJXbx9oqamOBw85J+R0uR2zqZzM2BZw7kwQZePe8L77ZiGO7ev9gfBI"         \
	"UwIDAQAB"
#define RSA_1024                                                                                   \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC//f2USSg4n9+DQc635bmENJP9FyNxVkE21g9HhJNh"         \
	"iZIqe6RmIp0LmlmEskd6giFehMLoqvcqdBTCRhYWzkjaIJz2C0uzMXOeh2VGHhWJIUNCb1rBTrJ16Qeq"         \
	"UobQ38W6j3S4aY1FzMd4iic1mr27WHfTIsc6GcTkKz3KYM4HOwIDAQAB"
#define RSA_2048                                                                                   \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQIDAQAB"
#define RSA_4096                                                                                   \
	"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAvtx/S24hhRy2EMBphf6EE+yCjW+tG0mJZ8f+"         \
	"HHnPs0cpJerAyJBRalH+xwQ+ndQ5u5rxnddUMyC8N5uqtI0A2CjwJRXG3unRhJr+cyjBhbRobKouQkWM"         \
	"8aOyPUIeMio44P+0VC+FBKExicsiVTmyfEYatn+u6hwK2bnIlirtu/nN8Tdhp2xssaKDNuL4TveoT55E"         \
	"uqS0bQM4hTu53ZJwS0jRuE34jB/EaSVOEI7G3KMLLHB8/OsPUgxrj2FDA9LC8tH1BGYUGjocKlpTri8z"         \
	"ENikV/fWl7uIXMpkTc1qea6aNF2IlyxKEvzHFjz/nEKd1FJ+alCX8vr1mBcw3DvNfmJQlzWuVjd8C4nS"         \
	"EYaLlpYwJjrE/6H9LTvU9WkgqfTMhkriu9XUvbxRdf/41y39pKA5HrCu8FOza2yW1DtBe9Mbx4tRxzIC"         \
	"lwW/B78y8YDpBU+ASlRsq2D343NyL+JzQh6bBipJa/6z2eUfJQLPaL1XQaMFqF8wm51sOXdRam2CyBLx"         \
	"AMSEA8yiJPwqAXZuBH81BR9y8+1VXRBW12qTpzfFSMrMTe73bMVqcNy3Q/D4ZjnApbS9dzlTszNikrYT"         \
	"CVO8ugM0SE7fMANZOUWi6SMIgskJA+ljXW9CoZN2Eyyko/6ZMSLAJqGjEP6fKtQTLc5QLnv9cKxRkubq"         \
	"4zcLhRcCAwEAAQ=="
#define RSA_5120                                                                                   \
	"MIICojANBgkqhkiG9w0BAQEFAAOCAo8AMIICigKCAoEAhlny+8bq+NQQigEZ8NJi7LrK+VBHcpM7uuzN"         \
	"7ObA1j7qE8vbEJYZ17lQZ2GY4TbaXlzcqwcn5IIH7YIEKXKjA31xbDrEKi5x+jZX+H3Q85pdondf1CfK"         \
	"yK/Eo68M9r+hcetKGzqWyU5o2zZ4mCmRJn3PCYY5t0I4gZDlq8DnvQ40/WQsDXNWnNoFevxagd1JnsoH"         \
	"8SIFqcPzUyXa27Pua+i0JIlvmhRllzELnRrDoHX2sqt+B87Bkt+wF833j/NJTCxi4TwDDeJkKyrQKV0A"         \
	"YsOIAxRWodsbsWfvVRUm4mgTWYHF/PNo4RdmuPd2fWrbAPHP3S3MFS7veWkUTK/oNMQqYoXH2b0/Argk"         \
	"WZ1UgOb0FAZqMy3KKyj+aAmjEHZoy5fn923XHYwsCtjTFMmPw4DctTxzrrFwknvxlYIDp0syc3tJl7F/"         \
	"a/d5LZdiI4tTMwgK9xXZ0fWJYS/5QPE7o8r4eC6/m+GAkPqW36wFBimNP0ZX2NE9lLN/GmHDwNIVq9qS"         \
	"w+BTJzWZBf55WX+e5V7f3IeUoELOilgsqbgIWFHYsxXi6h4a8xCFhC2AFUjQU7pPLnctlLsL+fIPVmdf"         \
	"gQBbyk4p1HQXVI14hQd6huS67Oq19tdqUk4Ixu5Ye0g0N0zN/74v+nVNZQCmm9gFzPQOKSg/EJuBPatX"         \
	"MzI3j5hlOvJ8hm8qqNH+d1ZH7ZMEiJvB0aWK3qLGELt8hh1v1vVzrDlQUs6/VtPqUemeq5SGbW61/hdm"         \
	"dBmhC5tsHjDZiOijOQ70f3DnzaDinUGT02galEMp5AI422/RCeT/ggvMPsUHTlIRhzGaWVLi4KPb/Tj8"         \
	"g2Z4Xq49h88hvrlI7wIDAQAB"
#define RSA_1024_PKCS1                                                                             \
	"MIGJAoGBAL/9/ZRJKDif34NBzrfluYQ0k/0XI3FWQTbWD0eEk2GJkip7pGYinQuaWYSyR3qCIV6Ewuiq"         \
	"9yp0FMJGFhbOSNognPYLS7Mxc56HZUYeFYkhQ0JvWsFOsnXpB6pShtDfxbqPdLhpjUXMx3iKJzWavbtY"         \
	"d9MixzoZxOQrPcpgzgc7AgMBAAE="
#define RSA_2048_PKCS1                                                                             \
	"MIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOea1QtLiukelghBJx81uKTfuX/LjQIVSKx"         \
	"MbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZXNRRblltSCzoABtAxhIplJXUhQMd95UD7"         \
	"FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o46VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4A"         \
	"K+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1okoYZQQELc85PLA2k7nPy+npy8uNkcTT"         \
	"maFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQIDAQAB"
#define RSA_2048_E3                                                                                \
	"MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAvVosFtx3niSiGjUPmthuDn4ihBKiPtXNFs5X"         \
	"AQgnghgHCN2wXnLYnhSiUveLu8fNuXkhK3ofrwWAnxR2anNov65b8u9YjBZ1SUfXl4cw5PfW+pWXGpIT"         \
	"fhPRvb5QexBjHKUOj8b33UGXxswD/LAOVEzfuyyAd9l+o+GRk0ZKbFpALGK+rdhYtePrreurWM0KWaMW"         \
	"/9UQ657HkKlmKimqMm1W29mn/XXsJ/XpENN/5H4RdkyBH9/K8u1i8cyJdfUm5RqmpCHxfmrCteELnBz0"         \
	"njlee7dpLEg0jKn9Gy+azD3t9EXxr0wLq6uiV78rB8fmjpjmucmkhCOTvdvMftKnZQIBAw=="
#define RSA_2048_E1                                                                                \
	"MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQIBAQ=="
#define RSA_2048_E_EVEN                                                                            \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQIDAQAA"
#define RSA_2048_E_LONG                                                                            \
	"MIIBKjANBgkqhkiG9w0BAQEFAAOCARcAMIIBEgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQILAQAAAAAAAAAA"         \
	"AAE="
#define RSA_2048_E_ABOVE                                                                           \
	"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYQKCAQEAun4OgOQI"         \
	"Y9CpigF6iEoB1KhHIhwR5IvQzpOea1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2Uq"         \
	"NWIuRf+wwdZofBT1ne93dM7RIMZXNRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vH"         \
	"nQAg1pQ8l6o/Bfj00+w4AC9DK/o46VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEk"         \
	"JrH41Q0+yUfK0TEZnx8IeOtDCiy1okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7"         \
	"C0iFXjH0JHTqYw=="
#define RSA_2048_EVEN                                                                              \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqYAIDAQAB"
#define RSA_2048_FACTOR                                                                            \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o4"         \
	"6VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1"         \
	"okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij38ffb/gYS5M7C0iFXjH0JHTqXwIDAQAB"
#define RSA_2048_ROCA                                                                              \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjrwl7EEYqHcYZ0i7qfBzUU+Xuw2IfipU9cJH"         \
	"krw5pbosj+crig9LAf9Urn22G6fz5A7iGmhU2+RMqjUfkXcil5fOQPWMrdv9E98PT2Kxtb69/t5grF0y"         \
	"flwcDmFQlph3o329oDzpqzhlLuNXCHnilIxnFDin5p6aTrNpbvIwyl4iIouJzY3iawrflZoiswoWnbxW"         \
	"ItN7MSSY6jLWy3nSSRQgMkjuThzai950BiCHG9z+pZ7ymA0pMzUE50Xp1jr8VOiTc1tKHLurOnsxKeu5"         \
	"DF1I7sCTq4jn0zqito+hNpDoYCsQ7BnQavWvhRNT0V4tYcC6rRJUA/eoe6KWR2LXAQIDAQAB"
#define ED25519 "7EzyKEVaZiyvzc78v9vpUphJ7ZpEGhst2U22nMfTJKU="
#define ED25519_WRAPPED "MCowBQYDK2VwAyEA7EzyKEVaZiyvzc78v9vpUphJ7ZpEGhst2U22nMfTJKU="
#define ED25519_31 "TPIoRVpmLK/Nzvy/2+lSmEntmkQaGy3ZTbacx9MkpQ=="
#define ED25519_30 "MEzyKEVaZiyvzc78v9vpUphJ7ZpEGhst2U22nMfTJKU="
#define EC                                                                                         \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJAcoYftLs4p9lFqZz73ZWbJIlTuc8v4p7cUdzfPQmJc2"         \
	"5WhLnZVwvUIJ+881keh23JXzsoabHLyVRnLKdruRmA=="
/* The identifier of RSASSA-PSS (RFC 8017 A.2.3). */
#define RSA_2048_PSS                                                                               \
	"MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAONRdOmZNQtyIlTOYrpzBgasrl3IphfxZNH8C/ba"         \
	"gyyqDWku14o/JSVIx2r+9cUK2oEhRcaYvZZ/D7padx4oTPjhIgsxL47YXg9EpQ2PX90ohbE+RPuZtLpt"         \
	"nnUrzUgrfl+5B35Xd8I3vZKDN1UrMEhsLTyQhibPeSon6EZsUJBvrtAqZpLz8j+s0YJBOadUVEGcNn7F"         \
	"d61M1ZwRgdRheZfZEhZmz9eT3Olpz/y3KmsI4CGQHssDHgr7fWltWIafghNnb9cAH6mbF91kHZR37MFc"         \
	"p0vimnNviuJ+bGLBxQcoilXO3vC9nd3EcRD58ahvU/5YJJASm3M3JCQfnSltXu0CAwEAAQ=="
/* A length of the indefinite form (X.690 8.1.3.6). */
#define RSA_INDEFINITE                                                                             \
	"MIACe39VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV"         \
	"VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV"         \
	"VVVVVVVVVwIBAw=="
#define RSA_1024_PRIVATE                                                                           \
	"MIICXAIBAAKBgQC//f2USSg4n9+DQc635bmENJP9FyNxVkE21g9HhJNhiZIqe6RmIp0LmlmEskd6giFe"         \
	"hMLoqvcqdBTCRhYWzkjaIJz2C0uzMXOeh2VGHhWJIUNCb1rBTrJ16QeqUobQ38W6j3S4aY1FzMd4iic1"         \
	"mr27WHfTIsc6GcTkKz3KYM4HOwIDAQABAoGATHvmlTg/qa8m36dLrr75lM1NVznsiK4P9MR5+ce63tRr"         \
	"QjlXWMjZP1IR72cGSqukl37UFtRk+qibzHkXO6aaJnnYzRKnF3jKDye4+iVr6IH5C0l7WiDZ49kcmy1p"         \
	"eDrJm/GktOjvSQ/qWjE0SYotEMmaGo1oBPI1Mj/4R6qtPOECQQD1604wEPLuDRu9jCwxTgm/p5mTZcmU"         \
	"adVhnfiww6W/qxOibWNACtVyY/8GixMjl6UV6vyz5tbcievlgbTMwbpnAkEAx9zFWz9bvT9KLJFYsgFK"         \
	"nBKHOLC5y2xj8PQ42TcrjeglnoomtSMIOjF8TZ3VXuJcetgaQJHXvrgpNasQzbHwDQJBANXSRcaHRiJz"         \
	"pVYXBenM168bs+20SCRSLSVWbICNbJWN02GcSPrLMLHofjqbPAXrea/oBNcLdHCHP2Prdl++ZisCQAlm"         \
	"5lXbjipB7vBXyg9dpi/fY0MUdTkPmUf9hSsawE7Fq/dgUl/VDQ8Hwuw3z5DOH0GcJugAtGCBc1bV/E1g"         \
	"4IUCQDWpwdS/xaRqO82mkAuYdbLgVG5nu/QuhBQ8jA9GelkL+2LLJivSvUz+qtMmsSgOhFQhORAFxk3l"         \
	"ptUapJhTPhY="
#define RSA_1024_PKCS8                                                                             \
	"MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAL/9/ZRJKDif34NBzrfluYQ0k/0XI3FW"         \
	"QTbWD0eEk2GJkip7pGYinQuaWYSyR3qCIV6Ewuiq9yp0FMJGFhbOSNognPYLS7Mxc56HZUYeFYkhQ0Jv"         \
	"WsFOsnXpB6pShtDfxbqPdLhpjUXMx3iKJzWavbtYd9MixzoZxOQrPcpgzgc7AgMBAAECgYBMe+aVOD+p"         \
	"rybfp0uuvvmUzU1XOeyIrg/0xHn5x7re1GtCOVdYyNk/UhHvZwZKq6SXftQW1GT6qJvMeRc7ppomedjN"         \
	"EqcXeMoPJ7j6JWvogfkLSXtaINnj2RybLWl4Osmb8aS06O9JD+paMTRJii0QyZoajWgE8jUyP/hHqq08"         \
	"4QJBAPXrTjAQ8u4NG72MLDFOCb+nmZNlyZRp1WGd+LDDpb+rE6JtY0AK1XJj/waLEyOXpRXq/LPm1tyJ"         \
	"6+WBtMzBumcCQQDH3MVbP1u9P0oskViyAUqcEoc4sLnLbGPw9DjZNyuN6CWeiia1Iwg6MXxNndVe4lx6"         \
	"2BpAkde+uCk1qxDNsfANAkEA1dJFxodGInOlVhcF6czXrxuz7bRIJFItJVZsgI1slY3TYZxI+sswseh+"         \
	"Ops8Bet5r+gE1wt0cIc/Y+t2X75mKwJACWbmVduOKkHu8FfKD12mL99jQxR1OQ+ZR/2FKxrATsWr92BS"         \
	"X9UNDwfC7DfPkM4fQZwm6AC0YIFzVtX8TWDghQJANanB1L/FpGo7zaaQC5h1suBUbme79C6EFDyMD0Z6"         \
	"WQv7YssmK9K9TP6q0yaxKA6EVCE5EAXGTeWm1RqkmFM+Fg=="
#define ED25519_PKCS8 "MC4CAQAwBQYDK2VwBCIEIESS4FqWQ+IlC84ksl0sMPX4htEvmqFqzAaGxzhlASD0"
/* RSA_2048 in two halves, and without its last two letters. */
#define RSA_2048_HEAD                                                                              \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEB"
#define RSA_2048_TAIL                                                                              \
	"IK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK/o46VH9bzzPpjlJGZeBnwI5TyFkwMh+aS4AK+q2Vc+b"         \
	"4J1RSZsy6TEkJrH41Q0+yUfK0TEZnx8IeOtDCiy1okoYZQQELc85PLA2k7nPy+npy8uNkcTTmaFz3Oij"         \
	"38ffb/gYS5M7C0iFXjH0JHTqYQIDAQAB"
/* ED25519 without its padding, RSA_1024 without some of it. */
#define ED25519_BARE "7EzyKEVaZiyvzc78v9vpUphJ7ZpEGhst2U22nMfTJKU"
#define RSA_2048_CUT                                                                               \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAun4OgOQIY9CpigF6iEoB1KhHIhwR5IvQzpOe"         \
	"a1QtLiukelghBJx81uKTfuX/LjQIVSKxMbPmoVZ587Q+QBw2U2UqNWIuRf+wwdZofBT1ne93dM7RIMZX"         \
	"NRRblltSCzoABtAxhIplJXUhQMd95UD7FfNp9zEBIK4z1P6hj6vHnQAg1pQ8l6o/Bfj00+w4AC9DK"
#define RSA_4096_BARE                                                                              \
	"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAvtx/S24hhRy2EMBphf6EE+yCjW+tG0mJZ8f+"         \
	"HHnPs0cpJerAyJBRalH+xwQ+ndQ5u5rxnddUMyC8N5uqtI0A2CjwJRXG3unRhJr+cyjBhbRobKouQkWM"         \
	"8aOyPUIeMio44P+0VC+FBKExicsiVTmyfEYatn+u6hwK2bnIlirtu/nN8Tdhp2xssaKDNuL4TveoT55E"         \
	"uqS0bQM4hTu53ZJwS0jRuE34jB/EaSVOEI7G3KMLLHB8/OsPUgxrj2FDA9LC8tH1BGYUGjocKlpTri8z"         \
	"ENikV/fWl7uIXMpkTc1qea6aNF2IlyxKEvzHFjz/nEKd1FJ+alCX8vr1mBcw3DvNfmJQlzWuVjd8C4nS"         \
	"EYaLlpYwJjrE/6H9LTvU9WkgqfTMhkriu9XUvbxRdf/41y39pKA5HrCu8FOza2yW1DtBe9Mbx4tRxzIC"         \
	"lwW/B78y8YDpBU+ASlRsq2D343NyL+JzQh6bBipJa/6z2eUfJQLPaL1XQaMFqF8wm51sOXdRam2CyBLx"         \
	"AMSEA8yiJPwqAXZuBH81BR9y8+1VXRBW12qTpzfFSMrMTe73bMVqcNy3Q/D4ZjnApbS9dzlTszNikrYT"         \
	"CVO8ugM0SE7fMANZOUWi6SMIgskJA+ljXW9CoZN2Eyyko/6ZMSLAJqGjEP6fKtQTLc5QLnv9cKxRkubq"         \
	"4zcLhRcCAwEAAQ"

#endif
