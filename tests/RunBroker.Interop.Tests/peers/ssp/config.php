<?php
// SimpleSAMLphp as an identity provider (and a service provider) on PHP's own web server. All that varies is in settings.json of the folder SSP_FOLDER,
// read again at every request; what it writes lies in that folder, too. Nothing in /etc or /var is read but its attribute name maps.
$folder = getenv('SSP_FOLDER') . '/';
$settings = json_decode(file_get_contents($folder . 'settings.json'), true, 16, JSON_THROW_ON_ERROR);

$sources = [['type' => 'flatfile']];
foreach (glob($folder . 'trusted/*.xml') as $file) {
    $sources[] = ['type' => 'xml', 'file' => $file];
}
$config = [
    'baseurlpath' => $settings['base'] . '/',
    'certdir' => $folder . 'keys/',
    'loggingdir' => $folder,
    'datadir' => $folder,
    'tempdir' => $folder . 'temp',
    'metadatadir' => __DIR__ . '/metadata/',
    'attributenamemapdir' => '/etc/simplesamlphp/attributemap/',
    'timezone' => 'UTC',
    'secretsalt' => 'interop-only-salt',
    'auth.adminpassword' => 'interop-only',
    'admin.protectmetadata' => false,
    'admin.checkforupdates' => false,
    'enable.saml20-idp' => true,
    'enable.http_post' => true,
    'module.enable' => ['core' => true, 'saml' => true, 'exampleauth' => true],
    'debug' => ['saml' => true, 'backtraces' => true, 'validatexml' => false],
    'showerrors' => true,
    'errorreporting' => false,
    'logging.level' => SimpleSAML\Logger::DEBUG,
    'logging.handler' => 'file',
    'logging.logfile' => 'simplesamlphp.log',
    'store.type' => 'phpsession',
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    // cookies do not keep the ports of one host apart
    'session.phpsession.cookiename' => 'ssp' . $settings['port'],
    'session.phpsession.savepath' => $folder . 'temp',
    'session.authtoken.cookiename' => 'sspauth' . $settings['port'],
    'language.available' => ['en'],
    'language.default' => 'en',
    'language.cookie.secure' => false,
    'language.cookie.samesite' => null,
    'theme.use' => 'default',
    'production' => true,
    // its own maps, such as name2oid (urn:oid:…) and name2claim (http://schemas.xmlsoap.org/…)
    'authproc.idp' => $settings['attributeMap'] === null ? [] : [10 => ['class' => 'core:AttributeMap', $settings['attributeMap']]],
    'authproc.sp' => [],
    'metadata.sources' => $sources,
];
