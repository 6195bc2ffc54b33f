<?php
$settings = json_decode(file_get_contents(getenv('SSP_FOLDER') . '/settings.json'), true, 16, JSON_THROW_ON_ERROR);
$persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
$transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
$email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
$bindings = ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'];

// the first key signs, both are published: the life of a certificate that is replaced with overlap is first, both, swapped, second
$key = fn (string $prefix, string $name) => ["{$prefix}privatekey" => "$name.key", "{$prefix}certificate" => "$name.crt"];
$keys = [
    'first' => $key('', 'first'),
    'both' => $key('', 'first') + $key('new_', 'second'),
    'swapped' => $key('', 'second') + $key('new_', 'first'),
    'second' => $key('', 'second'),
][$settings['keys']];

$metadata[$settings['entityId']] = $keys + [
    'host' => '__DEFAULT__',
    'auth' => 'people',
    'userid.attribute' => 'uid',
    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:' . ($settings['attributeMap'] === null ? 'basic' : 'uri'),
    'saml20.sign.response' => $settings['signResponse'],
    'saml20.sign.assertion' => $settings['signAssertion'],
    'assertion.encryption' => $settings['encryptAssertion'],
    'sign.logout' => true,
    'redirect.sign' => true,
    'redirect.validate' => $settings['validateRequests'],
    'validate.authnrequest' => $settings['validateRequests'],
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'SingleSignOnServiceBinding' => $bindings,
    'SingleLogoutServiceBinding' => $bindings,
    'logouttype' => 'traditional', // a chain of redirects, no script
    // the SP's NameIDPolicy chooses; who names none gets the first
    'NameIDFormat' => [$persistent, $email, $transient],
    'authproc' => [
        3 => ['class' => 'saml:AttributeNameID', 'attribute' => 'mail', 'Format' => $email],
        4 => ['class' => 'saml:TransientNameID'],
        5 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid'],
    ],
];
