<%@ page contentType="text/html;charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<html lang="en">
<head><title>Stock: articles</title></head>
<body>
<p>Logged in as <c:out value="${user.name()}"/>.</p>
<p><a href="<c:url value='/developer/api-keys'/>">API keys</a></p>
<form method="post" action="<c:url value='/logout'/>"><button>Log out</button></form>
<h1>Articles</h1>
<table>
  <tr><th>Name</th><th>Count</th></tr>
  <c:forEach var="article" items="${articles}">
    <tr><td><c:out value="${article.name()}"/></td><td>${article.count()}</td></tr>
  </c:forEach>
</table>
<c:if test="${user.clerk()}">
  <form method="post" action="<c:url value='/articles'/>">
    <label>Name <input name="name" required></label>
    <label>Count <input name="count" type="number" min="0" required></label>
    <button>Add</button>
  </form>
</c:if>
</body>
</html>
