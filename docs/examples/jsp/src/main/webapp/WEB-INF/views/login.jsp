<%@ page contentType="text/html;charset=UTF-8" session="false" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<html lang="en">
<head><title>Stock: log in</title></head>
<body>
<h1>Log in</h1>
<c:if test="${failed}"><p role="alert">Name or password is wrong.</p></c:if>
<form method="post" action="<c:url value='/login'/>">
  <label>Name <input name="name" autocomplete="username" required></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <button>Log in</button>
</form>
</body>
</html>
