#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
