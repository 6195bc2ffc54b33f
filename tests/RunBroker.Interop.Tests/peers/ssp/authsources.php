<?php
// As an identity provider: the people of settings.json; an attribute without a value is not sent. As a service provider: `sp`.
$settings = json_decode(file_get_contents(getenv('SSP_FOLDER') . '/settings.json'), true, 16, JSON_THROW_ON_ERROR);
$people = ['exampleauth:UserPass'];
foreach ($settings['people'] as $person) {
    $people[$person['login'] . ':' . $person['password']] = array_filter([
        'uid' => [$person['login']],
        'mail' => array_filter([$person['email'] ?? null]),
        'givenName' => [$person['given_name']],
        'sn' => [$person['family_name']],
        'displayName' => [$person['name']],
        'groups' => $person['groups'] ?? [],
    ]);
}
$sp = [
    'saml:SP',
    'entityID' => $settings['base'] . '/sp',
    'idp' => $settings['signInAt'],
    'privatekey' => 'first.key',
    'certificate' => 'first.crt',
    'sign.authnrequest' => true,
    'sign.logout' => true,
    'redirect.sign' => true,
    'WantAssertionsSigned' => true,
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'NameIDPolicy' => false,
];
$config = ['admin' => ['core:AdminPassword'], 'people' => $people, 'sp' => $sp];
