// SPDX-License-Identifier: Apache-2.0
package dev.apikey.spring.suite;

class WithoutSecurityTest extends WithoutSecurityContract {}
