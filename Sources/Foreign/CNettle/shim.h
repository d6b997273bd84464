#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>
